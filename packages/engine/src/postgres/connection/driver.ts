/**
 * `pg`, loaded without Node's fetch. To find out whether it runs at Cloudflare, pg 8.23 looks for a `navigator`, which
 * Node has from 21 on, and else makes a `Response`: half of its load time (`pg/lib/stream.js`).
 */
function loadDriver(): typeof import('pg') {
  const load = () => require('pg') as typeof import('pg');
  if ('navigator' in globalThis) return load();
  Object.defineProperty(globalThis, 'navigator', {
    value: { userAgent: `Node.js/${process.versions.node}` },
    configurable: true,
  });
  try {
    return load();
  } finally {
    Reflect.deleteProperty(globalThis, 'navigator');
  }
}

export const { Client } = loadDriver();
