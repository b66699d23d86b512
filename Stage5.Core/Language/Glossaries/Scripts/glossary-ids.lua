-- ARGV: 2 book, 3 generation, 4 id to go on behind ('' for the first), 5 how many. Returns ids. Garnet goes through the
-- whole order for each call, however few it gives.
local from = ARGV[4] == '' and '-' or '(' .. ARGV[4]
return redis.call('ZRANGEBYLEX', part(ARGV[2], ARGV[3], 'o'), from, '+', 'LIMIT', '0', ARGV[5])
