-- ARGV: 2 user. Returns the user's records, newest first.
local records = {}
for i, id in ipairs(drafts_of(ARGV[2])) do
  records[i] = record(id)
end
return records
