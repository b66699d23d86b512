-- ARGV: 2 book, 3 a generation that was filled and is not wanted. Never the one in use.
if head(ARGV[2]).generation ~= ARGV[3] then
  for _, what in ipairs({'e', 'k', 'o'}) do
    redis.call('UNLINK', part(ARGV[2], ARGV[3], what))
  end
end
return 1
