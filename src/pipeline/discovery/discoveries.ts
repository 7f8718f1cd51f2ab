import type { RuleState } from '../../classification/regex/rule-schema';
import type { AppConfig } from '../../config/config';
import { messageOf } from '../../core/errors';
import { uuid7 } from '../../core/uuid7';
import type { DiscoverySettings } from '../../learning/discovery/discovery-settings';
import type { DiscoveryProgress } from '../../learning/discovery/propose-rules';
import { newJob, ThreadJobs, type ThreadJob } from '../../learning/thread-jobs';
import type { PatternService } from '../patterns/pattern-service';
import type { PatternImport, PatternTransfer } from '../patterns/pattern-transfer';
import type { DiscoveryInput, DiscoveryPlan, Found } from './discovery.worker';

/** While lines are read or embedded, a discovery looks itself whether it is to stop. */
const INTERRUPTIBLE: ReadonlySet<DiscoveryProgress['phase']> = new Set(['cluster', 'measure']);

/** What nobody has looked at is not activated. */
type ProposalState = Exclude<RuleState, 'active'>;

export interface NewDiscovery {
  readonly input: DiscoveryInput;
  readonly settings: DiscoverySettings;
  /** State in which its proposals are stored. */
  readonly status: ProposalState;
  /** Who wants them. */
  readonly by: string;
}

/** How far a discovery is, and what it has found. Times are epoch milliseconds. */
export interface DiscoveryJob extends ThreadJob {
  readonly phase: DiscoveryProgress['phase'];
  readonly status: ProposalState;
  readonly found: Found | null;
  /** What became of the proposals: stored, or left alone because their ids are taken. */
  readonly stored: PatternImport | null;
}

/** The discoveries of this process: what they find is stored as rules. */
export class Discoveries {
  private readonly jobs = new ThreadJobs<DiscoveryJob, Found>('discovery');

  constructor(
    private readonly config: AppConfig,
    private readonly databaseUrl: string,
    private readonly patterns: PatternService,
    private readonly transfer: PatternTransfer,
  ) {}

  /** @throws InputError while another discovery runs, or while the server stops */
  check(): void {
    this.jobs.check();
  }

  /** @throws InputError as {@link check} does */
  start({ input, settings, status, by }: NewDiscovery): DiscoveryJob {
    const createdAt = Date.now();
    const job: DiscoveryJob = {
      ...newJob(uuid7(createdAt), createdAt),
      phase: 'read',
      total: settings.maxLines,
      status,
      found: null,
      stored: null,
    };
    const plan: DiscoveryPlan = {
      config: this.config,
      databaseUrl: this.databaseUrl,
      input,
      settings,
      stored: this.patterns.usable.map(({ definition }) => definition),
    };
    const thread = { worker: 'pipeline/discovery/discovery.worker.js', plan, interruptible: INTERRUPTIBLE };
    return this.jobs.start(job, thread, async (running, { proposals, ...rest }) => {
      const found = { ...rest, proposals: proposals.map((one) => ({ ...one, rule: { ...one.rule, status } })) };
      try {
        const rules = found.proposals.map(({ rule }) => rule);
        return { ...running, found, stored: await this.transfer.propose(rules, by) };
      } catch (error) {
        return { ...running, found, problem: `the proposals were not stored: ${messageOf(error)}` };
      }
    });
  }

  /** @throws InputError when there is no such discovery, or not any more */
  find(id: string): DiscoveryJob {
    return this.jobs.find(id);
  }

  /** Waits for the discovery that runs, if one does. */
  ended(): Promise<void> {
    return this.jobs.ended();
  }

  /** Cancels what runs and starts nothing more. */
  stop(): Promise<void> {
    return this.jobs.stop();
  }
}
