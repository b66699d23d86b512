-- ARGV: 4 lease in ms. Returns {'hit', answer}, {'wait', ms until the leader's lease ends}, or {} to who leads now.
local entry = redis.call('HMGET', name, 'answer', 'until', 'token', 'lease')
if entry[1] and tonumber(entry[2]) > now then
  return {'hit', entry[1]}
end
if entry[3] and entry[3] ~= ARGV[3] and tonumber(entry[4]) > now then
  return {'wait', tonumber(entry[4]) - now}
end
redis.call('DEL', name)
redis.call('HSET', name, 'token', ARGV[3], 'lease', int(now + tonumber(ARGV[4])))
redis.call('PEXPIRE', name, ARGV[4])
return {}
