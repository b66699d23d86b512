-- Ends the lead of who gives no answer; nothing when another leads by now.
if leads() then
  redis.call('HDEL', name, 'token', 'lease')
  tell()
end
return 1
