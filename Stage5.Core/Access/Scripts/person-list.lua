-- Who was seen last stands first. ARGV: 2 how many to pass over, 3 most. Returns {how many there are, user, fields ...}.
local listed = {int(redis.call('ZCARD', people))}
local from = tonumber(ARGV[2])
for _, user in ipairs(redis.call('ZREVRANGE', people, int(from), int(from + tonumber(ARGV[3]) - 1))) do
  listed[#listed + 1] = user
  listed[#listed + 1] = person_fields(user)
end
return listed
