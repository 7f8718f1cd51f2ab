import { LessThan, type DataSource, type Repository } from 'typeorm';
import type { Triage } from '../core/verdict';
import { FeedbackEntity } from './entities/feedback.entity';
import { answered } from './query';

/** What a person says that a log is, and what had been answered. */
export interface Feedback {
  /** UUIDv7. */
  readonly id: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  readonly logId: string | null;
  readonly message: string;
  readonly category: string;
  readonly triage: Triage | null;
  /** 1–10. */
  readonly severity: number | null;
  readonly note: string | null;
  readonly author: string | null;
  /** The category that the log had; null when there was no log. */
  readonly answeredCategory: string | null;
  /** The model that had answered; null when no model did. */
  readonly modelVersion: string | null;
}

export interface FeedbackPage {
  readonly feedback: Feedback[];
  /** Cursor of the next page; null on the last one. */
  readonly next: string | null;
}

/** How people judge the answers of a model. */
export interface FeedbackCounts {
  readonly given: number;
  /** Of them, how many confirm the category that the model had answered. */
  readonly agreed: number;
}

export class FeedbackRepository {
  private readonly rows: Repository<FeedbackEntity>;

  constructor(dataSource: DataSource) {
    this.rows = dataSource.getRepository(FeedbackEntity);
  }

  async add({ createdAt, ...feedback }: Feedback): Promise<void> {
    await answered(this.rows.insert({ ...feedback, createdAt: new Date(createdAt) }));
  }

  /**
   * Newest first.
   * @param cursor `next` of the page before, null for the first
   */
  async page(cursor: string | null, limit: number): Promise<FeedbackPage> {
    const found = await answered(
      this.rows.find({
        where: cursor === null ? {} : { id: LessThan(cursor) },
        order: { id: 'DESC' },
        take: limit + 1,
      }),
    );
    const feedback = found.slice(0, limit).map(feedbackOf);
    return { feedback, next: found.length > limit ? (feedback.at(-1)?.id ?? null) : null };
  }

  /** The `limit` newest ones, oldest of them first, so that of two words about one text the later comes last. */
  async latest(limit: number): Promise<Feedback[]> {
    return (await this.page(null, limit)).feedback.reverse();
  }

  async countsOf(modelVersion: string): Promise<FeedbackCounts> {
    const [given, agreed] = await answered(
      Promise.all([
        this.rows.countBy({ modelVersion }),
        this.rows
          .createQueryBuilder('feedback')
          .where({ modelVersion })
          .andWhere('feedback.category = feedback.answeredCategory')
          .getCount(),
      ]),
    );
    return { given, agreed };
  }
}

function feedbackOf({ createdAt, ...feedback }: FeedbackEntity): Feedback {
  return { ...feedback, createdAt: createdAt.getTime() };
}
