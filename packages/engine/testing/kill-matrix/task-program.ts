import { type AttemptRequest, attempt } from './attempt';

/**
 * The process of attempts, one after the other, as an executor's: started ahead of time, told by a message what to run,
 * interrupted by SIGINT and SIGTERM. It says `interrupted` when a signal was heard.
 */
let interruption = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) {
  process.on(name, () => {
    interruption.abort();
    process.send?.('interrupted');
  });
}
process.on('message', async (request: AttemptRequest) => {
  interruption = new AbortController();
  process.send?.(await attempt(request, interruption.signal));
});
process.once('disconnect', () => process.exit());
process.send?.('ready');
