-- Copies all documents and logs of a store on Redis aside, so that they can be read at leisure as of one moment.
--
-- KEYS[1]: any key of the store (a Cluster finds the node by it).
-- ARGV: what every key of the store begins with; the same as a pattern that matches them all; what every copy begins
--       with; after how many milliseconds the copies go by themselves.
-- Answers kind, name and size of each copy: documents and log; the ids of a collection are copied beside it.

local own, pattern, copy, ttl = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local answer, seen, cursor = {}, {}, '0'
repeat
  local page = redis.call('SCAN', cursor, 'MATCH', pattern, 'COUNT', 1000)
  cursor = page[1]
  for _, key in ipairs(page[2]) do
    local rest = string.sub(key, #own + 1)
    local kind, name = string.match(rest, '^(%l+):(.*)$')
    if not seen[key] and (kind == 'documents' or kind == 'ids' or kind == 'log') then
      seen[key] = true
      redis.call('COPY', key, copy .. rest)
      redis.call('PEXPIRE', copy .. rest, ttl)
      if kind ~= 'ids' then
        answer[#answer + 1] = kind
        answer[#answer + 1] = name
        answer[#answer + 1] = redis.call(kind == 'log' and 'LLEN' or 'HLEN', key)
      end
    end
  end
until cursor == '0'
return answer
