import { isAlwaysTrue, isOfEverybody, nameOf, objectOf, servedRelations } from '../../state/api-access';
import type { ApiFacts, RelationState } from '../../state/state-facts';
import type { StateRule } from '../../state/state-rule';

/** A secret, by the name of its column, in every row that everybody reads. */
export const sensitiveColumnsExposed: StateRule = {
  name: 'sensitive-columns-exposed',
  group: 'row security and PostgREST',
  severity: 'warning',
  decidedBy: 'schema',
  finds:
    'A column named like a secret (password, token, api_key, ssn, …) that requests read in every row. Row level security chooses rows; a secret is a matter of columns, and is sent with every SELECT *.',
  safeForm: 'Grant SELECT on the other columns alone, or keep secrets in a table of a schema that is not served.',
  example: `CREATE TABLE accounts (id uuid PRIMARY KEY, email text, password_hash text);
GRANT SELECT ON accounts TO authenticated;`,
  safeExample: `CREATE TABLE accounts (id uuid PRIMARY KEY, email text, password_hash text);
GRANT SELECT (id, email) ON accounts TO authenticated;`,
  judge: (facts) =>
    servedRelations(facts)
      .filter((relation) => showsEveryRow(relation, facts.api))
      .flatMap((relation) =>
        relation.columns
          .filter(({ name, readableBy }) => secret.test(name) && readableBy.some((role) => relation.grants[role]))
          .map(({ name, readableBy }) => ({
            object: objectOf(relation),
            message: `Column ${name} of ${nameOf(relation)} is read by ${readableBy.join(', ')} in every row.`,
          })),
      ),
};

const secret =
  /^(?:.*_)?(?:password|passwd|pwd|password_(?:hash|digest|salt)|encrypted_password|secret|secret_key|client_secret|api_?key|private_key|(?:access|refresh|auth|api|session|reset|bearer)_token|ssn|social_security_number|credit_card(?:_number)?|card_number|cvv|cvc|iban|totp|otp_secret|mfa_secret)$/i;

function showsEveryRow({ kind, rowSecurity, policies }: RelationState, api: ApiFacts): boolean {
  if (kind !== 'table' || !rowSecurity) return true;
  return policies.some(
    (policy) =>
      policy.isPermissive &&
      (policy.command === 'ALL' || policy.command === 'SELECT') &&
      isAlwaysTrue(policy.using) &&
      isOfEverybody(policy, api),
  );
}
