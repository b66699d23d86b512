-- ARGV: 2 user
return person_fields(ARGV[2])
