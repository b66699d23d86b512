-- ARGV: 2 id, 3 user. Returns the record with its request; {} when the user has no such draft.
return stands(ARGV[2], ARGV[3]) and record(ARGV[2], 'request') or {}
