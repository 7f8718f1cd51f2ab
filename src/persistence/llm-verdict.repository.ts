import type { DataSource, Repository } from 'typeorm';
import type { Verdict } from '../core/verdict';
import { TemplateFormEntity } from './entities/template-form.entity';
import { answered } from './query';

/** What the LLM has said about masked messages. An answer to another version of the prompt does not count. */
export class LlmVerdictRepository {
  private readonly forms: Repository<TemplateFormEntity>;

  constructor(dataSource: DataSource) {
    this.forms = dataSource.getRepository(TemplateFormEntity);
  }

  /** Verdicts by form id, of the `limit` forms that came up last. */
  async llmVerdicts(promptVersion: string, limit: number): Promise<Map<string, Verdict>> {
    const found = await answered(
      this.forms.find({
        select: { id: true, llmVerdict: true },
        where: { llmPromptVersion: promptVersion },
        order: { firstSeen: 'DESC' },
        take: limit,
      }),
    );
    return new Map(found.flatMap(({ id, llmVerdict }) => (llmVerdict === null ? [] : [[id, llmVerdict]])));
  }

  /** Null when the LLM has not been asked about the form with this version of the prompt. */
  async llmVerdict(formId: string, promptVersion: string): Promise<Verdict | null> {
    const found = await answered(this.forms.findOneBy({ id: formId, llmPromptVersion: promptVersion }));
    return found?.llmVerdict ?? null;
  }

  async saveLlmVerdict(formId: string, promptVersion: string, verdict: Verdict): Promise<void> {
    await answered(this.forms.update({ id: formId }, { llmVerdict: verdict, llmPromptVersion: promptVersion }));
  }
}
