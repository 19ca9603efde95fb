import type { FollowingStep } from '../../history/store';
import type { Step } from '../../plan/plan';
import type { Message, MessageResult } from '../../postgres/session/message-query';
import { type Session, SessionLostError } from '../../postgres/session/session';
import type { ComposedMessage } from './script-message';

/** A step whose message was sent before the step ahead of it was answered. */
export interface SentStep {
  readonly step: Step;
  readonly message: ComposedMessage;
  /** Whether its connection was gone when its turn came. */
  readonly isGone: boolean;
  /** Waits for the answer. The listener is told what the server says of the step, also what it said before. */
  answer(onNotice: NoticeListener): Promise<MessageResult>;
}

/** What is sent ahead, and how far. */
export interface StepsAheadOptions {
  readonly session: () => Session;
  /** The message of a step that may be sent behind another one; undefined for one that may not. */
  readonly compose: (following: FollowingStep, before: Step) => ComposedMessage | undefined;
}

/**
 * The steps that were sent while one ahead of them runs, so that the server need not wait for us between two. Each of
 * their messages checks that the step before it was recorded in its session, and does nothing otherwise: after a failure
 * the server answers them all with an error.
 */
export class StepsAhead {
  #sent: Sent[] = [];

  constructor(private readonly options: StepsAheadOptions) {}

  /** Whether only its answer tells what became of a step. */
  has(step: Step): boolean {
    return this.#sent.some((sent) => sent.step === step);
  }

  /** The step, when it was sent and its turn has come. */
  take(step: Step): SentStep | undefined {
    const [next] = this.#sent;
    if (next?.step !== step) return undefined;
    this.#sent.shift();
    next.isGone = next.session.lost;
    return next;
  }

  /** What a lost connection left unanswered was not begun either when a step ahead of it was not. */
  forget(): void {
    this.#sent = [];
  }

  /** Sends what may follow a step that was sent itself. `following` are all steps behind it. */
  send(front: Step, following: Iterable<FollowingStep>): void {
    // Refilled by halves, so that many messages go in one write.
    if (this.#sent.length > maxStepsAhead / 2) return;
    const session = this.options.session();
    if (session.lost || this.#sent.some((sent) => sent.session !== session)) return;
    const added = this.#compose(front, following);
    const answers = session.sendAhead(added.map(({ outgoing }) => outgoing));
    answers.forEach((answer, index) => {
      const sending = added[index];
      if (sending) this.#sent.push(new Sent(sending, session, answer));
    });
  }

  /**
   * Waits until the server has answered all that was sent behind a step that failed, and forgets it: nothing of it was
   * begun. What a lost connection left unanswered is kept: a step ahead of it may have been committed, and it as well.
   */
  async drain(because: unknown): Promise<void> {
    if (because instanceof SessionLostError) return;
    const drained = this.#sent;
    this.#sent = [];
    for (const sent of drained) await sent.requireNotDone();
  }

  #compose(front: Step, following: Iterable<FollowingStep>): readonly Sending[] {
    const added: Sending[] = [];
    let skip = this.#sent.length;
    let bytes = this.#sent.reduce((sum, sent) => sum + sent.bytes, 0);
    let before = front;
    for (const next of following) {
      if (skip > 0) {
        skip -= 1;
      } else {
        if (this.#sent.length + added.length >= maxStepsAhead) break;
        const message = this.options.compose(next, before);
        if (!message) break;
        const sending = sendingOf(next.step, message);
        bytes += sending.bytes;
        if (bytes > maxBytesAhead) break;
        added.push(sending);
      }
      before = next.step;
    }
    return added;
  }
}

/** Enough that a distant server always has work, little enough that a failure throws away next to nothing. */
const maxStepsAhead = 16;
const maxBytesAhead = 4 * 1024 * 1024;

/** A step that is about to be sent, and what hears its notices. */
interface Sending {
  readonly step: Step;
  readonly message: ComposedMessage;
  readonly outgoing: Message;
  readonly bytes: number;
  readonly notices: Notices;
}

function sendingOf(step: Step, message: ComposedMessage): Sending {
  const text = message.before + message.script + message.after;
  const notices = new Notices();
  const outgoing: Message = { text, rows: 'discarded', onNotice: (...notice) => notices.take(...notice) };
  return { step, message, outgoing, bytes: Buffer.byteLength(text), notices };
}

type NoticeListener = NonNullable<Message['onNotice']>;

/** Keeps what the server says of a step until somebody listens. */
class Notices {
  #listener: NoticeListener | undefined;
  readonly #kept: Parameters<NoticeListener>[] = [];

  take(...notice: Parameters<NoticeListener>): void {
    if (this.#listener) this.#listener(...notice);
    else this.#kept.push(notice);
  }

  tell(listener: NoticeListener): void {
    for (const notice of this.#kept.splice(0)) listener(...notice);
    this.#listener = listener;
  }
}

class Sent implements SentStep {
  readonly step: Step;
  readonly message: ComposedMessage;
  readonly bytes: number;
  isGone = false;
  readonly #notices: Notices;

  constructor(
    { step, message, bytes, notices }: Sending,
    readonly session: Session,
    private readonly answered: Promise<MessageResult>,
  ) {
    this.step = step;
    this.message = message;
    this.bytes = bytes;
    this.#notices = notices;
    // It may fail before anybody waits for it.
    answered.catch(() => {});
  }

  answer(onNotice: NoticeListener): Promise<MessageResult> {
    this.#notices.tell(onNotice);
    return this.answered;
  }

  /** Throws when the step was done all the same, which its own check makes impossible. */
  async requireNotDone(): Promise<void> {
    const isDone = await this.answered.then(
      () => true,
      () => false,
    );
    if (isDone) throw new Error(`${this.step.path} was done although the step before it failed.`);
  }
}
