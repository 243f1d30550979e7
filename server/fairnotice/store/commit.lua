-- Does one batch on Redis: first every check, then every write, so that a conflict writes nothing.
--
-- ARGV: number of puts, number of deletes; per put: id, expected version ('' = any), body; per delete: id, expected
--       version; per append: body.
-- KEYS: per put and per delete: the hash id -> "version:body" and the sorted set of ids of its collection; per
--       append: the list that is the log.
-- Answers {0} when done, else {position of the put or delete that conflicts, the version its document has}.

local puts, deletes = tonumber(ARGV[1]), tonumber(ARGV[2])
local versions = {}

local function argument(position)  -- the first argument of the put or delete at this position, counted from 1
  if position <= puts then
    return 3 + (position - 1) * 3
  end
  return 3 + puts * 3 + (position - puts - 1) * 2
end

for position = 1, puts + deletes do
  local first = argument(position)
  local stored = redis.call('HGET', KEYS[position * 2 - 1], ARGV[first])
  -- Redis does not undo what a script did before an error: reach for every key in its type before the first write.
  redis.call('ZCARD', KEYS[position * 2])
  local version = stored and tonumber(string.match(stored, '^%d+')) or 0
  local expected = ARGV[first + 1]
  if expected ~= '' and tonumber(expected) ~= version then
    return {position, version}
  end
  versions[position] = version
end

local firstLog = (puts + deletes) * 2
for key = firstLog + 1, #KEYS do
  redis.call('LLEN', KEYS[key])
end

for position = 1, puts + deletes do
  local first, documents, ids = argument(position), KEYS[position * 2 - 1], KEYS[position * 2]
  if position <= puts then
    redis.call('HSET', documents, ARGV[first], (versions[position] + 1) .. ':' .. ARGV[first + 2])
    redis.call('ZADD', ids, 0, ARGV[first])
  else
    redis.call('HDEL', documents, ARGV[first])
    redis.call('ZREM', ids, ARGV[first])
  end
end

local firstEntry = 2 + puts * 3 + deletes * 2
for number = 1, #KEYS - firstLog do
  redis.call('RPUSH', KEYS[firstLog + number], ARGV[firstEntry + number])
end
return {0}
