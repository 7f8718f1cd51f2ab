import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { Verdict } from '../../core/verdict';

/** A masked message: the key of verdicts. Many of them may belong to one template. */
@Entity('template_forms')
@Index('template_forms_template_id', ['templateId'])
@Index('template_forms_learned_at', ['learnedAt'])
export class TemplateFormEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'template_forms_pkey' })
  id!: string;

  @Column({ type: 'text' })
  masked!: string;

  @Column({ name: 'first_seen', type: 'timestamptz' })
  firstSeen!: Date;

  @Column({ name: 'llm_verdict', type: 'jsonb', nullable: true })
  llmVerdict!: Verdict | null;

  /** Version of the prompt that `llm_verdict` answers; another version makes it worthless. */
  @Column({ name: 'llm_prompt_version', type: 'text', nullable: true })
  llmPromptVersion!: string | null;

  /** Until then one server works on the form's pending logs. */
  @Column({ name: 'leased_until', type: 'timestamptz', nullable: true })
  leasedUntil!: Date | null;

  /** Null until its template is learned. */
  @Column({ name: 'template_id', type: 'uuid', nullable: true })
  templateId!: string | null;

  /** Counts upwards in the order in which forms were learned. */
  @Column({ name: 'learned_at', type: 'bigint', nullable: true })
  learnedAt!: string | null;
}
