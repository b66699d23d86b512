-- ARGV: 2 ... for each record: entry, id of its task or '', sequence of its event. Returns the last one's number.
local number
for i = 2, #ARGV, 3 do
  number = audit(ARGV[i], ARGV[i + 1] ~= '' and ARGV[i + 1] or nil, tonumber(ARGV[i + 2]))
end
return number
