import { authRlsInitplan } from './rules/api/auth-rls-initplan';
import { extensionInPublic } from './rules/api/extension-in-public';
import { foreignTableInApi } from './rules/api/foreign-table-in-api';
import { functionSearchPathMutable } from './rules/api/function-search-path-mutable';
import { materializedViewInApi } from './rules/api/materialized-view-in-api';
import { multiplePermissivePolicies } from './rules/api/multiple-permissive-policies';
import { policyExistsRlsDisabled } from './rules/api/policy-exists-rls-disabled';
import { rlsDisabledInExposedSchema } from './rules/api/rls-disabled-in-exposed-schema';
import { rlsEnabledNoPolicy } from './rules/api/rls-enabled-no-policy';
import { rlsPolicyAlwaysTrue } from './rules/api/rls-policy-always-true';
import { rlsReferencesUserMetadata } from './rules/api/rls-references-user-metadata';
import { securityDefinerView } from './rules/api/security-definer-view';
import { sensitiveColumnsExposed } from './rules/api/sensitive-columns-exposed';
import { tableWithoutGrant } from './rules/api/table-without-grant';
import { disabledTrigger } from './rules/schema/disabled-trigger';
import { duplicateIndex } from './rules/schema/duplicate-index';
import { foreignKeyTypeMismatch } from './rules/schema/foreign-key-type-mismatch';
import { invalidIndex } from './rules/schema/invalid-index';
import { noPrimaryKey } from './rules/schema/no-primary-key';
import { notValidConstraint } from './rules/schema/not-valid-constraint';
import { publicSchemaUnsecured } from './rules/schema/public-schema-unsecured';
import { redundantIndex } from './rules/schema/redundant-index';
import { severalOwners } from './rules/schema/several-owners';
import { unindexedForeignKey } from './rules/schema/unindexed-foreign-key';
import { unsupportedRegTypes } from './rules/schema/unsupported-reg-types';
import type { StateRule } from './state/state-rule';

/** The rules of the schema that all migrations together make, in the order of the documentation: what requests reach, then the rest. */
export const stateRules: readonly StateRule[] = [
  rlsDisabledInExposedSchema,
  policyExistsRlsDisabled,
  rlsEnabledNoPolicy,
  rlsPolicyAlwaysTrue,
  rlsReferencesUserMetadata,
  authRlsInitplan,
  multiplePermissivePolicies,
  securityDefinerView,
  functionSearchPathMutable,
  materializedViewInApi,
  foreignTableInApi,
  sensitiveColumnsExposed,
  extensionInPublic,
  tableWithoutGrant,
  publicSchemaUnsecured,
  noPrimaryKey,
  unindexedForeignKey,
  foreignKeyTypeMismatch,
  duplicateIndex,
  redundantIndex,
  invalidIndex,
  notValidConstraint,
  disabledTrigger,
  unsupportedRegTypes,
  severalOwners,
];
