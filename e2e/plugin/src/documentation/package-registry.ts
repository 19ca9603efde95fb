import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, join } from 'node:path';
import { repositoryFolder } from '../harness/folders';

/** A registry that has our packages and nothing else, for `npm i -D @pgrestify/nx` as a reader types it. */
export interface PackageRegistry {
  /** To be set as the registry of the scope `@pgrestify`. */
  readonly url: string;
  stop(): Promise<void>;
}

/** Serves the packed packages as npm's registry would. */
export async function startPackageRegistry(tarballs: readonly string[]): Promise<PackageRegistry> {
  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? '/').slice(1);
    const tarball = tarballs.find((each) => basename(each) === path);
    const body = tarball ? readFileSync(tarball) : describePackage(path, tarballs, urlOf(server));
    if (body === undefined) response.statusCode = 404;
    response.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: urlOf(server),
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

function urlOf(server: Server): string {
  // The parse boundary: a server that listens on TCP has such an address.
  const { port } = server.address() as AddressInfo;
  return `http://127.0.0.1:${port}/`;
}

/** What npm asks for first: the versions of a package, each with its manifest and where its tarball is. */
function describePackage(name: string, tarballs: readonly string[], url: string): string | undefined {
  const folder = /^@pgrestify\/(engine|nx)$/.exec(name)?.[1];
  const tarball = tarballs.find((each) => folder !== undefined && basename(each).startsWith(`pgrestify-${folder}-`));
  if (folder === undefined || tarball === undefined) return undefined;
  const manifest: { readonly version: string } = JSON.parse(
    readFileSync(join(repositoryFolder, 'packages', folder, 'package.json'), 'utf8'),
  );
  const integrity = `sha512-${createHash('sha512').update(readFileSync(tarball)).digest('base64')}`;
  const dist = { tarball: `${url}${basename(tarball)}`, integrity };
  const { version } = manifest;
  return JSON.stringify({ name, 'dist-tags': { latest: version }, versions: { [version]: { ...manifest, dist } } });
}
