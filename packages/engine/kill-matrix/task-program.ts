import { type AttemptRequest, attempt } from './attempt';

/**
 * The process of one attempt, as an executor's: started ahead of time, told by a message what to run, interrupted by
 * SIGINT and SIGTERM. It says `interrupted` when a signal was heard.
 */
const interruption = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) {
  process.on(name, () => {
    interruption.abort();
    process.send?.('interrupted');
  });
}
process.once('message', async (request: AttemptRequest) => {
  const ended = await attempt(request, interruption.signal);
  process.send?.(ended, () => process.exit());
});
process.once('disconnect', () => process.exit());
process.send?.('ready');
