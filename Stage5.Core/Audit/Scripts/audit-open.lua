-- ARGV: 2 most. Returns {number, hash and head of the last sealed record, last number given, open records in order}.
local state = redis.call('HMGET', audit_root, 'sealed', 'hash', 'head', 'number')
return {state[1] or '0', state[2] or '', state[3] or '', state[4] or '0',
  redis.call('ZRANGEBYSCORE', audit_root .. ':open', '-inf', '+inf', 'LIMIT', 0, ARGV[2])}
