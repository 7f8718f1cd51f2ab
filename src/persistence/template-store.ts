import type { Pool, PoolClient } from 'pg';
import type { LearnedForm, Template } from '../core/template';
import { DurableTransaction, type WriteTimes } from './durable-transaction';

/** Names the lock under which servers learn one after the other; any fixed number does. */
const LEARNING_LOCK = 5_820_417_391;

/** A form as another server, or an earlier start of this one, has learned it. */
export interface StoredForm {
  readonly masked: string;
  /** Place in the order in which forms were learned, over all servers. */
  readonly learnedAt: number;
}

/** What is stored now of the forms that were asked for, by form id: PostgreSQL has the last word. */
export type StoredTemplates = ReadonlyMap<string, Template>;

/** Where templates and the forms that belong to them outlive the process, and are shared by all of its replicas. */
export class TemplateStore {
  private readonly transactions: DurableTransaction;

  constructor(
    private readonly pool: Pool,
    private readonly options: WriteTimes,
  ) {
    this.transactions = new DurableTransaction(pool, options.attemptMs);
  }

  /** The last `limit` templates that stand, oldest first, and the place in the order of forms up to which they hold. */
  async latest(limit: number): Promise<{ readonly templates: Template[]; readonly learnedAt: number }> {
    // Read first: what is learned between the two is then learned again, which does no harm.
    const { rows: places } = await this.pool.query<{ last: string | null }>(
      `SELECT max(learned_at) AS last FROM template_forms`,
    );
    const { rows } = await this.pool.query<Template>(
      `SELECT id, template AS text FROM templates WHERE merged_into IS NULL ORDER BY first_seen DESC, id LIMIT $1`,
      [limit],
    );
    return { templates: rows.reverse(), learnedAt: Number(places[0]?.last ?? 0) };
  }

  /**
   * Learns forms while no other server does.
   * @param since the last place in the order that this server knows
   * @param learn is given the forms learned after `since`, in order, and says what is to be stored; it may be called
   *   again after an outage
   * @throws InputError `unavailable` when the database does not come back in time
   */
  async learn(
    since: number,
    learn: (news: readonly StoredForm[]) => readonly LearnedForm[],
  ): Promise<{ readonly learnedAt: number; readonly stored: StoredTemplates }> {
    return this.transactions.run(
      {
        perform: async (client) => {
          // Rows that name these forms are committed later and synchronously, which makes this durable too.
          await client.query(
            `SELECT set_config('synchronous_commit', 'off', true), pg_advisory_xact_lock(${String(LEARNING_LOCK)})`,
          );
          const { rows } = await client.query<FormRow>(
            `SELECT masked, learned_at FROM template_forms WHERE learned_at > $1 ORDER BY learned_at`,
            [since],
          );
          const learned = learn(rows.map(formOf));
          await storeTemplates(client, learned);
          const learnedAt = await storeForms(client, learned);
          await storeMerges(client, learned);
          return {
            learnedAt: learnedAt ?? Number(rows.at(-1)?.learned_at ?? since),
            stored: await stored(client, learned),
          };
        },
        // What is stored already is left as it is, so doing it again does no harm.
        isDone: () => Promise.resolve(false),
      },
      Date.now() + this.options.retryMs,
    );
  }
}

interface FormRow {
  masked: string;
  learned_at: string;
}

function formOf({ masked, learned_at: learnedAt }: FormRow): StoredForm {
  return { masked, learnedAt: Number(learnedAt) };
}

/** The last text of a template counts: it is the most general one. */
async function storeTemplates(client: PoolClient, learned: readonly LearnedForm[]): Promise<void> {
  const texts = new Map(learned.map(({ template }) => [template.id, template.text]));
  await client.query(
    `INSERT INTO templates (id, template, first_seen)
     SELECT id, template, now() FROM unnest($1::uuid[], $2::text[]) AS t (id, template)
     ON CONFLICT (id) DO UPDATE SET template = EXCLUDED.template WHERE templates.template <> EXCLUDED.template`,
    [[...texts.keys()], [...texts.values()]],
  );
}

/** Returns the place of the last form, or null when all of them were there. */
async function storeForms(client: PoolClient, learned: readonly LearnedForm[]): Promise<number | null> {
  const { rows } = await client.query<{ learned_at: string }>(
    `INSERT INTO template_forms AS known (id, masked, template_id, first_seen, learned_at)
     SELECT id, masked, template_id, now(), nextval('template_forms_learned')
     FROM unnest($1::uuid[], $2::text[], $3::uuid[]) WITH ORDINALITY AS t (id, masked, template_id, place) ORDER BY place
     ON CONFLICT (id) DO UPDATE SET template_id = EXCLUDED.template_id, learned_at = EXCLUDED.learned_at
       WHERE known.template_id IS NULL
     RETURNING learned_at`,
    [learned.map(({ id }) => id), learned.map(({ masked }) => masked), learned.map(({ template }) => template.id)],
  );
  return rows.length === 0 ? null : Math.max(...rows.map((row) => Number(row.learned_at)));
}

/** In their order: a template may be joined to one that is joined to a third. */
async function storeMerges(client: PoolClient, learned: readonly LearnedForm[]): Promise<void> {
  for (const { from, into } of learned.flatMap(({ merged }) => merged)) {
    await client.query(`UPDATE template_forms SET template_id = $2 WHERE template_id = $1`, [from, into]);
    await client.query(`UPDATE template_counts SET template_id = $2 WHERE template_id = $1`, [from, into]);
    await client.query(`UPDATE templates SET merged_into = $2 WHERE id = $1 OR merged_into = $1`, [from, into]);
  }
}

async function stored(client: PoolClient, learned: readonly LearnedForm[]): Promise<StoredTemplates> {
  const { rows } = await client.query<{ form_id: string; id: string; text: string }>(
    `SELECT form.id AS form_id, template.id, template.template AS text
     FROM template_forms form JOIN templates template ON template.id = form.template_id WHERE form.id = ANY ($1)`,
    [learned.map(({ id }) => id)],
  );
  return new Map(rows.map(({ form_id: formId, id, text }) => [formId, { id, text }]));
}
