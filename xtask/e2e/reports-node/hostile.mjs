// A server that says whatever might break out of a report, wherever it can. It hands fixtures out as well.
import http from 'node:http';

const ID = 'b3877c40-da60-4998-90ad-b792e98472ac';
const HOSTILE =
  '</script></pre></style></textarea>--><script>document.title="owned"</script><img src=x onerror="document.title=1">' +
  '<a href="javascript:alert(1)">x</a> ``` `x` [a](javascript:alert(2)) | \u202ertl\u2066 \u0000\u001b[31m\ufffe\n::error::owned\n' +
  'w'.repeat(400);
const FIELD = '<script>document.title="owned"</script>"\'><img src=x onerror=alert(1)>';

const world = {
  parameters: { AccountSid: ID, ConferenceSid: ID },
  participants: [{ CallSid: ID }, { CallSid: ID }, { CallSid: ID }],
};
const server = http.createServer((request, response) => {
  request.resume();
  request.on('end', () => {
    if (request.url.startsWith('/fixtures')) {
      response.setHeader('Content-Type', 'application/json');
      response.end(JSON.stringify({ conferences: [world, world] }));
      return;
    }
    response.setHeader('X-Hostile', FIELD);
    response.setHeader('Content-Type', 'application/json');
    if (request.method === 'DELETE') response.statusCode = 204;
    response.end(JSON.stringify({ [HOSTILE]: HOSTILE, status: HOSTILE }) + HOSTILE);
  });
});
server.listen(0, '127.0.0.1', () => {
  const base = `http://127.0.0.1:${server.address().port}`;
  const line = { base: `${base}/api/laml/2010-04-01`, fixtures: `${base}/fixtures`, username: ID, password: 'hostile-password' };
  console.log(JSON.stringify(line));
});
