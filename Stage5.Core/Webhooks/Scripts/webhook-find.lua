-- ARGV: 2 endpoint. Returns {"version record", failures in a row}, or nothing.
local one = redis.call('HGET', hook_endpoints, ARGV[2])
return one and {one, redis.call('HGET', hook_failures, ARGV[2]) or '0'} or {}
