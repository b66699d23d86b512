-- A key, also one that has ended. ARGV: 2 its id or the user that it stands for. Returns {id, fields}.
local id = redis.call('HGET', key_names, 'user:' .. ARGV[2]) or ARGV[2]
return {id, key_fields(id)}
