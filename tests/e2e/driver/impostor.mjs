// Something that answers where a Countersign server should, and is none.
import { createServer } from 'node:http';

/** A web server that answers everything with a page, as a hotel's network does. */
export async function hotelPage(port = 0) {
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html' });
    response.end('<!doctype html><title>Welcome</title><p>Sign in to the network of this hotel.');
  });
  await new Promise((resolve, reject) => {
    server.on('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    origin: `http://localhost:${server.address().port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
