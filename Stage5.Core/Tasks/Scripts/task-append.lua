-- ARGV: 2 id, 3 run, 4 type, 5 payload. Returns the sequence, 0 when the run no longer holds the task.
if not held(ARGV[2], ARGV[3]) then
  return 0
end
return append(ARGV[2], ARGV[3], ARGV[4], ARGV[5])
