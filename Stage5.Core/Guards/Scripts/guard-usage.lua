-- ARGV: 2 user, '' for the whole tenant; 3… days. Returns for each day its fields and values.
local days = {}
for i = 3, #ARGV do
  days[#days + 1] = redis.call('HGETALL', root .. ':usage:' .. ARGV[i] .. (ARGV[2] == '' and '' or ':' .. ARGV[2]))
end
return days
