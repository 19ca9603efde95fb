import { createServer } from 'node:net';

/** The wanted port of 127.0.0.1 if it is free, else one that is. */
export async function freePort(wanted: number | undefined): Promise<number> {
  if (wanted !== undefined && (await tryPort(wanted)) === wanted) return wanted;
  const port = await tryPort(0);
  if (port === undefined) throw new Error('127.0.0.1 has no free port.');
  return port;
}

function tryPort(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.on('error', () => resolve(undefined));
    server.listen({ host: '127.0.0.1', port, exclusive: true }, () => {
      const address = server.address();
      const bound = typeof address === 'object' && address !== null ? address.port : undefined;
      server.close(() => resolve(bound));
    });
  });
}
