-- ARGV: 2 id, 3 user, 4 text, 5 actor, 6 trace. Returns {'done'} or {'missing'}.
local id, user = ARGV[2], ARGV[3]
if not review_read(id) then
  return review_refuse('missing')
end
review_entry(id, 'noted', user, review_text(ARGV[4]))
review_audit(id, 'noted', ARGV[5], '', ARGV[6])
return {'done'}
