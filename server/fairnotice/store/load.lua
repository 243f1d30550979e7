-- Puts what was staged in the place of an empty store on Redis: all of it, or nothing.
--
-- KEYS: any key of the store (a Cluster finds the node by it), then the staged keys: documents, ids, logs.
-- ARGV: what every key of the store begins with; the same as a pattern that matches them all; what every staged key
--       begins with; per key: how much it must hold.
-- Answers 'done', 'used' when the store is not empty, 'gone' when staged keys went by themselves.

local own, pattern, staged = ARGV[1], ARGV[2], ARGV[3]
local sizes = {hash = 'HLEN', zset = 'ZCARD', list = 'LLEN'}

local cursor = '0'
repeat
  local page = redis.call('SCAN', cursor, 'MATCH', pattern, 'COUNT', 1000)
  cursor = page[1]
  for _, key in ipairs(page[2]) do
    local kind = string.match(string.sub(key, #own + 1), '^(%l+):')
    if kind == 'documents' or kind == 'ids' or kind == 'log' then
      return 'used'
    end
  end
until cursor == '0'

for number = 2, #KEYS do
  local size = sizes[redis.call('TYPE', KEYS[number]).ok]
  if not size or redis.call(size, KEYS[number]) ~= tonumber(ARGV[number + 2]) then
    return 'gone'
  end
end
for number = 2, #KEYS do
  redis.call('PERSIST', KEYS[number])
  redis.call('RENAME', KEYS[number], own .. string.sub(KEYS[number], #staged + 1))
end
return 'done'
