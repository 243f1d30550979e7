// Finds platforms on the index while the person types. Without this script all of them stand there.

(() => {
  const part = document.getElementById("filter");
  const search = document.getElementById("search");
  const found = document.getElementById("found");
  const letters = [...document.querySelectorAll(".letter")];
  const entries = [...document.querySelectorAll(".entry")].map((element) => ({
    element,
    // Not the sentence below the name: who types "ads" looks for a name, and topics have pages of their own.
    words: `${element.querySelector("a").textContent} ${element.querySelector(".former")?.textContent ?? ""} ${element.dataset.words}`.toLowerCase(),
  }));

  function show() {
    const wanted = search.value.trim().toLowerCase();
    for (const { element, words } of entries) element.hidden = !words.includes(wanted);
    for (const letter of letters) letter.hidden = !letter.querySelector(".entry:not([hidden])");
    const count = entries.filter(({ element }) => !element.hidden).length;
    found.textContent = !wanted ? "" : count ? `${count} of ${entries.length} platforms` : "No platform has this in its name or address.";
    document.body.classList.toggle("searching", wanted !== "");
  }

  part.hidden = false;
  search.addEventListener("input", show);
  show(); // a browser that comes back to the page may have kept what was typed
})();
