-- ARGV: 2 id, 3 user. Returns {record}, or nothing for a stranger.
return role(ARGV[2], ARGV[3]) and {record(ARGV[2])} or {}
