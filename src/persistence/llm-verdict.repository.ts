import type { DataSource, Repository } from 'typeorm';
import type { Verdict } from '../core/verdict';
import { TemplateEntity } from './entities/template.entity';
import { answered } from './query';

/** What the LLM has said about templates. An answer to another version of the prompt does not count. */
export class TemplateRepository {
  private readonly templates: Repository<TemplateEntity>;

  constructor(dataSource: DataSource) {
    this.templates = dataSource.getRepository(TemplateEntity);
  }

  /** Verdicts by template id, of the `limit` templates that came up last. */
  async llmVerdicts(promptVersion: string, limit: number): Promise<Map<string, Verdict>> {
    const found = await answered(
      this.templates.find({
        select: { id: true, llmVerdict: true },
        where: { llmPromptVersion: promptVersion },
        order: { firstSeen: 'DESC' },
        take: limit,
      }),
    );
    return new Map(found.flatMap(({ id, llmVerdict }) => (llmVerdict === null ? [] : [[id, llmVerdict]])));
  }

  /** Null when the LLM has not been asked about the template with this version of the prompt. */
  async llmVerdict(templateId: string, promptVersion: string): Promise<Verdict | null> {
    const found = await answered(this.templates.findOneBy({ id: templateId, llmPromptVersion: promptVersion }));
    return found?.llmVerdict ?? null;
  }

  async saveLlmVerdict(templateId: string, promptVersion: string, verdict: Verdict): Promise<void> {
    await answered(this.templates.update({ id: templateId }, { llmVerdict: verdict, llmPromptVersion: promptVersion }));
  }
}
