/** The fields of PostgreSQL's ErrorResponse that the engine uses; also of errors that the driver makes itself. */
export interface ServerError {
  readonly message: string;
  /** SQLSTATE; for a broken socket Node's `ECONNRESET` and the like. */
  readonly code?: string;
  readonly severity?: string;
  readonly detail?: string;
  readonly hint?: string;
  readonly where?: string;
  /** Code points from 1, over the whole message that was sent. */
  readonly position?: string;
  /** The function of PostgreSQL's source that raised it: unlike the message it is in no language. */
  readonly routine?: string;
  readonly constraint?: string;
  readonly schema?: string;
  readonly table?: string;
}
