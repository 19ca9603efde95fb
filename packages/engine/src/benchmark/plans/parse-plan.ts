import { EngineError } from '../../errors';
import type { PlanNode, QueryPlan } from './plan-node';

type Fields = Readonly<Record<string, unknown>>;

/** What `EXPLAIN (FORMAT JSON)` answers as a plan. Throws INTERNAL for anything else. Pure. */
export function parsePlan(json: string): QueryPlan {
  const parsed: unknown = JSON.parse(json);
  const whole: unknown = Array.isArray(parsed) ? parsed[0] : undefined;
  if (!isFields(whole) || !isFields(whole.Plan)) throw new EngineError('INTERNAL', 'The server explained no plan.');
  const root = parseNode(whole.Plan);
  const planningMs = numberIn(whole, 'Planning Time');
  const executionMs = numberIn(whole, 'Execution Time');
  const { rows, buffers } = root;
  const isRun = executionMs !== undefined && rows !== undefined && buffers !== undefined;
  return {
    root,
    cost: numberIn(whole.Plan, 'Total Cost') ?? 0,
    run: isRun ? { timeMs: (planningMs ?? 0) + executionMs, rows, buffers } : undefined,
  };
}

function parseNode(fields: Fields): PlanNode {
  const type = textIn(fields, 'Node Type') ?? 'Node';
  const rows = numberIn(fields, 'Actual Rows');
  const below = fields.Plans;
  return {
    type,
    variant: variantOf(fields),
    relation: textIn(fields, 'Relation Name') ?? textIn(fields, 'CTE Name') ?? textIn(fields, 'Function Name'),
    alias: textIn(fields, 'Alias'),
    index: textIn(fields, 'Index Name'),
    keys: [...textsIn(fields, 'Sort Key'), ...textsIn(fields, 'Group Key')],
    conditions: conditionNames.flatMap((name) => {
      const text = textIn(fields, name);
      return text === undefined ? [] : [[name, text] as const];
    }),
    sortedIn: sortPlaces[textIn(fields, 'Sort Space Type') ?? ''],
    // Since 18 with two decimals, an average over the loops.
    rows: rows === undefined ? undefined : Math.round(rows * (numberIn(fields, 'Actual Loops') ?? 1)),
    buffers: buffersOf(fields),
    children: Array.isArray(below) ? below.filter(isFields).map(parseNode) : [],
  };
}

const conditionNames = ['Index Cond', 'Hash Cond', 'Merge Cond', 'TID Cond', 'Recheck Cond', 'Join Filter', 'Filter'];

const sortPlaces: Readonly<Record<string, PlanNode['sortedIn']>> = { Memory: 'memory', Disk: 'disk' };

function variantOf(fields: Fields): string | undefined {
  const join = textIn(fields, 'Join Type');
  if (join !== undefined) return join === 'Inner' ? undefined : join;
  const operation = textIn(fields, 'Operation') ?? textIn(fields, 'Command');
  if (operation !== undefined) return operation;
  const strategy = textIn(fields, 'Strategy');
  const partial = textIn(fields, 'Partial Mode');
  const parts = [strategy === 'Plain' ? undefined : strategy, partial === 'Simple' ? undefined : partial];
  return parts.filter((part) => part !== undefined).join(', ') || undefined;
}

/** Dirtied blocks are among those that were hit or read. */
const bufferNames = [
  'Shared Hit Blocks',
  'Shared Read Blocks',
  'Local Hit Blocks',
  'Local Read Blocks',
  'Temp Read Blocks',
  'Temp Written Blocks',
];

function buffersOf(fields: Fields): number | undefined {
  const counts = bufferNames.flatMap((name) => numberIn(fields, name) ?? []);
  return counts.length === 0 ? undefined : counts.reduce((sum, count) => sum + count, 0);
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textIn(fields: Fields, name: string): string | undefined {
  const value = fields[name];
  return typeof value === 'string' ? value : undefined;
}

function textsIn(fields: Fields, name: string): readonly string[] {
  const value = fields[name];
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}

function numberIn(fields: Fields, name: string): number | undefined {
  const value = fields[name];
  return typeof value === 'number' ? value : undefined;
}
