-- ARGV: 2 type, 3 key, 4 data, 5 the one endpoint it is for ('': all that asked for the type), 6 what the
-- audit is told ('': nothing, nobody asked for it)
-- Returns for how many it is.
local endpoints = ARGV[5] ~= '' and {ARGV[5]} or hook_subscribers(ARGV[2])
hook_put(endpoints, ARGV[2], ARGV[3], ARGV[4])
if ARGV[6] ~= '' then
  audit(ARGV[6])
end
return #endpoints
