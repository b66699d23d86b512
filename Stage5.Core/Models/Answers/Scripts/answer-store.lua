-- ARGV: 4 lifetime in ms, 5 answer. An answer is right whoever leads by now; only one's own lead is ended.
redis.call('HSET', name, 'answer', ARGV[5], 'until', int(now + tonumber(ARGV[4])))
if leads() then
  redis.call('HDEL', name, 'token', 'lease')
end
redis.call('PEXPIRE', name, ARGV[4])
tell()
return 1
