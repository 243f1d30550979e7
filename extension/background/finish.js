// Changes what the person did with a notice. Ticking it off keeps a receipt in the same step; undoing that takes it away again.

import { lasting } from '../lib/browser.js';
import { lastMaterial } from '../match/decide.js';
import { expandRegion } from '../match/regions.js';
import { inKeptTurn } from '../state/kept.js';
import { changeMark } from '../state/marks.js';
import { keepReceipt, makeReceipt, takeReceiptAway } from '../state/receipts.js';
import { readOpened } from './open.js';

/** @typedef {import('./context.js').Context} Context */

/**
 * @param {Context} context
 * @param {import('./context.js').Found & {notice: import('../match/decide.js').Notice}} found
 * @param {string} change  name in state/marks.js
 * @param {number} [until]  milliseconds since the epoch, for putting off
 */
export async function markNotice(context, { platform, notice }, change, until) {
  const given = { revision: lastMaterial(notice), now: context.now(), until };
  if (change !== 'finish' && change !== 'reopen') return context.marks.change(notice.id, change, given);
  const [opened, { region }] = [await readOpened(notice.id), await context.readChoices()];
  const receipt = makeReceipt({ platform, notice, opened, region: expandRegion(region), now: given.now });
  return inKeptTurn(lasting, async ({ marks, receipts }) => {
    const { done } = marks[notice.id] ?? {};
    const isUndone = change === 'reopen' && !!done && done.revision >= given.revision;
    await lasting.setAll({
      marks: changeMark(marks, notice.id, change, given),
      receipts: change === 'finish' ? keepReceipt(receipts, receipt) : isUndone ? takeReceiptAway(receipts, notice.id, given.revision) : receipts,
    });
  });
}
