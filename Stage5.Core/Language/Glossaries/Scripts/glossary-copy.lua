-- ARGV: 2 book, 3 generation to fill, 4 version that the import began with, 5 id to go on behind, 6 how many, 7 how
-- long the generation lives unless it is used. Takes over what the import leaves as it is. Returns {code, last id}.
local book, stage = ARGV[2], ARGV[3]
local at = head(book)
if at.version ~= ARGV[4] then
  return {'changed', ''}
end
local from = ARGV[5] == '' and '-' or '(' .. ARGV[5]
local ids = redis.call('ZRANGEBYLEX', part(book, at.generation, 'o'), from, '+', 'LIMIT', '0', ARGV[6])
if #ids == 0 then
  return {'done', ''}
end
local entries, keys, order = part(book, stage, 'e'), part(book, stage, 'k'), part(book, stage, 'o')
local values = redis.call('HMGET', part(book, at.generation, 'e'), unpack(ids))
for i = 1, #ids do
  if values[i] and redis.call('HSETNX', entries, ids[i], values[i]) == 1 then
    redis.call('HSET', keys, key_of(values[i]), ids[i])
    redis.call('ZADD', order, '0', ids[i])
  end
end
for _, key in ipairs({entries, keys, order}) do
  redis.call('PEXPIRE', key, ARGV[7])
end
return {'more', ids[#ids]}
