import type { CommandDeclaration, ConditionalRule, DependencyRule } from '@pgrestify/engine/options';
import { flagOf } from '../feature-document/refused-options';

/** The section about options in the projects that are migrated first, from the declarations of `migrate`. */
export function describeDependencyRules(options: CommandDeclaration['options']): string {
  const declared = Object.entries(options).map(([name, { dependency }]) => ({ name, rule: dependency }));
  const of = (rule: DependencyRule) =>
    declared
      .filter((each) => each.rule === rule)
      .map(({ name }) => `\`${flagOf(name)}\``)
      .join(', ');
  const conditional = declared.flatMap(({ name, rule }) =>
    typeof rule === 'string'
      ? []
      : [
          `- \`${flagOf(name)}\` reaches them ${describeCase(name, rule.forwarded)}; otherwise ${answers[rule.otherwise]}.`,
        ],
  );
  return `## What reaches the projects that are migrated first

\`nx run api:migrate\` migrates the projects first that \`api\` depends on. Nx hands them every option; these reach them:
${of('forwarded')}.

With one of these they are only checked, and the run is refused when there is something to do for them:
${of('refused')}.

These are left out: ${of('own')}.

${conditional.join('\n')}

What their own targets say holds in any case.
`;
}

const answers = {
  refused: 'they are only checked',
  own: 'it is left out',
} as const satisfies Readonly<Record<string, string>>;

function describeCase(name: string, forwarded: ConditionalRule['forwarded']): string {
  if ('beside' in forwarded) return `beside \`${flagOf(forwarded.beside)}\``;
  const written = forwarded.as.map((value) => (value === false ? flagOf(name).replace('--', '--no-') : flagOf(name)));
  return `as ${written.map((text) => `\`${text}\``).join(' or ')}`;
}
