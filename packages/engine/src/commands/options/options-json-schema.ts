import type { JsonSchema } from '../../config/shape/check-shape';

// Generated from the *.options.ts files by `npm run generate`. Do not edit.

/** What the options of each command may be. */
export const optionsJsonSchema = {
  migrate: {
    type: 'object',
    properties: {
      to: {
        type: ['string', 'number'],
      },
      file: {
        type: 'string',
      },
      all: {
        type: 'boolean',
      },
      force: {
        type: 'boolean',
      },
      dryRun: {
        type: 'boolean',
      },
      environment: {
        type: 'string',
      },
      waitForDatabase: {
        type: ['string', 'number'],
      },
      createDatabase: {
        type: 'boolean',
      },
      docker: {
        type: 'boolean',
      },
      service: {
        type: 'string',
      },
      network: {
        type: 'string',
      },
      includeTestData: {
        type: 'boolean',
      },
      reset: {
        type: 'boolean',
      },
      alsoReset: {
        type: 'string',
      },
      redo: {
        type: 'boolean',
      },
      rollbackTo: {
        type: ['string', 'number'],
      },
      baseline: {
        type: ['string', 'number'],
      },
      apartFrom: {
        type: 'string',
      },
      allowIrreversible: {
        type: 'boolean',
      },
      allowRequired: {
        type: 'boolean',
      },
      outOfOrder: {
        type: 'boolean',
      },
      allowEmpty: {
        type: 'boolean',
      },
      verify: {
        type: 'boolean',
      },
      acceptStamp: {
        type: 'string',
      },
      acceptExisting: {
        type: 'boolean',
      },
      lock: {
        type: 'boolean',
      },
      concurrentTimeout: {
        type: ['string', 'number'],
      },
      backup: {
        type: 'boolean',
      },
      confirm: {
        type: ['boolean', 'string'],
      },
      report: {
        type: 'string',
      },
      json: {
        type: 'boolean',
      },
    },
    additionalProperties: false,
  },
  rollback: {
    type: 'object',
    properties: {
      to: {
        type: ['string', 'number'],
      },
      steps: {
        type: 'integer',
        minimum: 1,
        maximum: 1000000,
      },
      lastRun: {
        type: 'boolean',
      },
      missing: {
        type: 'boolean',
      },
      file: {
        type: 'string',
      },
      dryRun: {
        type: 'boolean',
      },
      environment: {
        type: 'string',
      },
      waitForDatabase: {
        type: ['string', 'number'],
      },
      docker: {
        type: 'boolean',
      },
      service: {
        type: 'string',
      },
      network: {
        type: 'string',
      },
      allowIrreversible: {
        type: 'boolean',
      },
      allowRequired: {
        type: 'boolean',
      },
      lock: {
        type: 'boolean',
      },
      concurrentTimeout: {
        type: ['string', 'number'],
      },
      backup: {
        type: 'boolean',
      },
      confirm: {
        type: ['boolean', 'string'],
      },
      report: {
        type: 'string',
      },
      json: {
        type: 'boolean',
      },
    },
    additionalProperties: false,
  },
  repair: {
    type: 'object',
    properties: {
      checksums: {
        type: 'boolean',
      },
      missing: {
        type: 'boolean',
      },
      failed: {
        type: 'boolean',
      },
      stamp: {
        type: 'boolean',
      },
      from: {
        type: 'string',
      },
      id: {
        type: ['string', 'number'],
      },
      as: {
        type: 'string',
        enum: ['applied', 'pending', 'done', 'not-done'],
      },
      allowRequired: {
        type: 'boolean',
      },
      dryRun: {
        type: 'boolean',
      },
      waitForDatabase: {
        type: ['string', 'number'],
      },
      environment: {
        type: 'string',
      },
      docker: {
        type: 'boolean',
      },
      service: {
        type: 'string',
      },
      network: {
        type: 'string',
      },
      confirm: {
        type: ['boolean', 'string'],
      },
      report: {
        type: 'string',
      },
      json: {
        type: 'boolean',
      },
    },
    additionalProperties: false,
  },
  status: {
    type: 'object',
    properties: {
      check: {
        type: 'boolean',
      },
      current: {
        type: 'boolean',
      },
      history: {
        type: 'boolean',
      },
      logs: {
        type: 'boolean',
      },
      since: {
        type: 'string',
      },
      environment: {
        type: 'string',
      },
      waitForDatabase: {
        type: ['string', 'number'],
      },
      docker: {
        type: 'boolean',
      },
      service: {
        type: 'string',
      },
      network: {
        type: 'string',
      },
      report: {
        type: 'string',
      },
      json: {
        type: 'boolean',
      },
    },
    additionalProperties: false,
  },
  validate: {
    type: 'object',
    properties: {
      afterMigration: {
        type: 'boolean',
      },
      environment: {
        type: 'string',
      },
      waitForDatabase: {
        type: ['string', 'number'],
      },
      docker: {
        type: 'boolean',
      },
      service: {
        type: 'string',
      },
      network: {
        type: 'string',
      },
      report: {
        type: 'string',
      },
      json: {
        type: 'boolean',
      },
    },
    additionalProperties: false,
  },
} as const satisfies Readonly<Record<string, JsonSchema>>;
