/** From differences of a schema to the SQL that makes them vanish. */
export { mendSchema } from './mend-schema';
export { addMends, type DifferenceMend, describeMend, type MendedDifference } from './mended-difference';
export type { Mend, MendStatement } from './mending';
export { orderStatements } from './order-statements';
