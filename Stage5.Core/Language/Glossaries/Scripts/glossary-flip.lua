-- ARGV: 2 book, 3 the filled generation, 4 version that the import began with, 5 user, 6 how many entries it must
-- have, 7 how long readers may still read the one before. Returns {done|changed|lost, version}.
local book, stage, user = ARGV[2], ARGV[3], ARGV[5]
local at = head(book)
if at.version ~= ARGV[4] then
  return {'changed', at.version}
end
if redis.call('HLEN', part(book, stage, 'e')) ~= tonumber(ARGV[6]) then
  return {'lost', at.version}
end
local version = int(tonumber(at.version) + 1)
for _, what in ipairs({'e', 'k', 'o'}) do
  redis.call('PERSIST', part(book, stage, what))
end
for _, what in ipairs({'e', 'k', 'o', 'c'}) do
  redis.call('PEXPIRE', part(book, at.generation, what), ARGV[7])
end
redis.call('HSET', heads, book .. '|v', version, book .. '|g', stage, book .. '|n', ARGV[6], book .. '|f', version,
  book .. '|w|' .. user, version)
return {'done', version}
