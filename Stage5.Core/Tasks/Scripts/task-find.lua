-- ARGV: 2 id
return record(ARGV[2])
