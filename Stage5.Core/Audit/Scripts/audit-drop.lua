-- ARGV: 2 ... what stands among open records and is none
for i = 2, #ARGV do
  redis.call('ZREM', audit_root .. ':open', ARGV[i])
end
return 1
