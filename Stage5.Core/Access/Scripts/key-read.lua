-- What a secret is compared with. ARGV: 2 id. Nothing for a key that is not there or has ended.
local fields = key_fields(ARGV[2])
if fields and fields[8] ~= '' and tonumber(fields[8]) <= now then
  return false
end
return fields
