import type { EnvironmentConfig } from '../shape/config.schema';
import { type DockerOptions, resolveDocker } from './resolve-docker';

const resolve = (database: EnvironmentConfig['database'], options: DockerOptions = {}) =>
  resolveDocker(database, options, 'staging');

const ofContainer = { kind: 'docker', network: undefined, port: 5432, database: undefined, user: undefined };
const service = (name: string) => ({ ...ofContainer, password: undefined, source: { kind: 'service', name } });

it.each<[EnvironmentConfig['database'], DockerOptions, unknown]>([
  ['embedded', {}, undefined],
  [{ url: 'postgres://app@db/shop' }, { docker: false }, undefined],
  ['embedded', { docker: true }, service('postgres')],
  [undefined, { docker: true, service: 'db' }, service('db')],
  [{ kind: 'docker' }, {}, service('postgres')],
  [{ kind: 'docker', service: 'db' }, { service: 'other' }, service('other')],
  [{ kind: 'docker', container: 'shop-db' }, {}, { ...service(''), source: { kind: 'container', name: 'shop-db' } }],
  [
    { kind: 'docker', port: '5433' },
    { network: 'backend' },
    { ...service('postgres'), port: 5433, network: 'backend' },
  ],
  [
    { host: 'localhost', port: 15_432, database: 'shop', username: 'app', password: 'p' },
    { docker: true },
    { ...service('postgres'), database: 'shop', user: 'app', password: 'p' },
  ],
  [
    { url: 'postgres://app:p@db:15432/shop' },
    { docker: true },
    { ...service('postgres'), database: 'shop', user: 'app', password: 'p' },
  ],
])('of %j with %j is %j', (database, options, expected) => {
  expect(resolve(database, options)).toEqual(expected);
});

it.each<[DockerOptions, string]>([
  [{ service: 'db' }, '--service is of Docker, and environment staging is not.'],
  [{ network: 'backend' }, '--network is of Docker, and environment staging is not.'],
  [{ docker: true, service: ' ' }, '--service names nothing.'],
])('refuses %j', (options, message) => {
  expect(() => resolve('embedded', options)).toThrow(expect.objectContaining({ code: 'OPTION_INVALID', message }));
});
