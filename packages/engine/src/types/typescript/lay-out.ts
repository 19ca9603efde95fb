import { assertNever } from '../../errors';
import type { TypeMember, TypeNode } from './type-node';

/** What Prettier sets unless it is told otherwise. */
const lineWidth = 80;

/**
 * A type as Prettier lays it out, so that no formatter need be loaded (one costs more than all the rest) and a formatter
 * that runs over the file changes nothing. `indent` is that of the line on which it begins, `column` where on it.
 */
export function layOut(type: TypeNode, indent: number, column: number): string {
  const flat = flatten(type);
  // One more for the semicolon.
  if (flat !== undefined && column + flat.length + 1 <= lineWidth) return flat;
  switch (type.kind) {
    case 'word':
      return type.text;
    case 'array':
      return layOutArray(type.of, indent, column);
    case 'tuple':
      return layOutTuple(type.of, indent);
    case 'object':
      return layOutObject(type.members, indent);
    case 'union':
      return layOutUnion(type.of, indent, column);
    case 'intersection':
      return type.of.map((each) => layOut(each, indent, column)).join(' & ');
    default:
      return assertNever(type);
  }
}

/** `export type Name = …;` */
export function layOutAlias(name: string, type: TypeNode): string {
  const head = `export type ${name} =`;
  const text = layOut(type, 0, head.length + 1);
  return `${head}${text.startsWith('\n') ? '' : ' '}${text};\n`;
}

/** `export interface Name { … }` */
export function layOutInterface(name: string, members: readonly TypeMember[]): string {
  return `export interface ${name} ${layOutObject(members, 0)}\n`;
}

/** On one line; undefined where it cannot be: objects always go over several. */
function flatten(type: TypeNode): string | undefined {
  switch (type.kind) {
    case 'word':
      return type.text;
    case 'object':
      return type.members.length === 0 ? '{}' : undefined;
    case 'array': {
      const of = flatten(type.of);
      return of === undefined ? undefined : `${type.of.kind === 'union' ? `(${of})` : of}[]`;
    }
    case 'tuple': {
      const parts = flattenAll(type.of);
      return parts === undefined ? undefined : `[${parts.join(', ')}]`;
    }
    case 'union':
      return flattenAll(type.of)?.join(' | ');
    case 'intersection':
      return flattenAll(type.of)?.join(' & ');
    default:
      return assertNever(type);
  }
}

function flattenAll(types: readonly TypeNode[]): readonly string[] | undefined {
  const parts = types.map(flatten);
  return parts.every((part) => part !== undefined) ? parts : undefined;
}

function layOutObject(members: readonly TypeMember[], indent: number): string {
  if (members.length === 0) return '{}';
  const inner = indent + 2;
  const lines = members.map(({ key, value }) => {
    const head = `${pad(inner)}${key}:`;
    const text = layOut(value, inner, head.length + 1);
    return `${head}${text.startsWith('\n') ? '' : ' '}${text};\n`;
  });
  return `{\n${lines.join('')}${pad(indent)}}`;
}

function layOutTuple(types: readonly TypeNode[], indent: number): string {
  const inner = indent + 2;
  const lines = types.map((type) => `${pad(inner)}${layOut(type, inner, inner)},\n`);
  return `[\n${lines.join('')}${pad(indent)}]`;
}

function layOutArray(of: TypeNode, indent: number, column: number): string {
  if (of.kind !== 'union') return `${layOut(of, indent, column)}[]`;
  return `(${layOutUnion(of.of, indent, column)}\n${pad(indent)})[]`;
}

/** A member a line; an object that only may be null is held by its braces. */
function layOutUnion(types: readonly TypeNode[], indent: number, column: number): string {
  const objects = types.filter(({ kind }) => kind === 'object');
  const rest = types.filter(({ kind }) => kind !== 'object');
  if (objects.length === 1 && rest.every((type) => type.kind === 'word' && type.text === 'null')) {
    return types.map((type) => layOut(type, indent, column)).join(' | ');
  }
  const inner = indent + 2;
  return types.map((type) => `\n${pad(inner)}| ${layOut(type, inner + 2, inner + 2)}`).join('');
}

function pad(indent: number): string {
  return ' '.repeat(indent);
}
