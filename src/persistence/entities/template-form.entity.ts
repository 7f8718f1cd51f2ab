import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Verdict } from '../../core/verdict';

/** A masked message, and what the LLM said about it. */
@Entity('templates')
export class TemplateEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'templates_pkey' })
  id!: string;

  @Column({ type: 'text' })
  template!: string;

  @Column({ name: 'first_seen', type: 'timestamptz' })
  firstSeen!: Date;

  @Column({ name: 'llm_verdict', type: 'jsonb', nullable: true })
  llmVerdict!: Verdict | null;

  /** Version of the prompt that `llm_verdict` answers; another version makes it worthless. */
  @Column({ name: 'llm_prompt_version', type: 'text', nullable: true })
  llmPromptVersion!: string | null;

  /** Until then one server works on the template's pending logs. */
  @Column({ name: 'leased_until', type: 'timestamptz', nullable: true })
  leasedUntil!: Date | null;
}
