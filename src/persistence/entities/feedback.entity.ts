import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { Triage } from '../../core/verdict';

/** What a person says that a log is. The log itself may be gone by now: retention does not wait for anybody. */
@Entity('feedback')
@Index('feedback_model_version', ['modelVersion'])
export class FeedbackEntity {
  /** A UUIDv7: its order is that of arrival. */
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'feedback_pkey' })
  id!: string;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;

  /** Null when the sender gave a text and no log. */
  @Column({ name: 'log_id', type: 'uuid', nullable: true })
  logId!: string | null;

  @Column({ type: 'text' })
  message!: string;

  @Column({ type: 'text' })
  category!: string;

  @Column({ type: 'text', nullable: true })
  triage!: Triage | null;

  @Column({ type: 'smallint', nullable: true })
  severity!: number | null;

  @Column({ type: 'text', nullable: true })
  note!: string | null;

  @Column({ type: 'text', nullable: true })
  author!: string | null;

  /** The category that the log had; null when the sender gave a text. */
  @Column({ name: 'answered_category', type: 'text', nullable: true })
  answeredCategory!: string | null;

  /** The model that gave it; null when no model did. */
  @Column({ name: 'model_version', type: 'text', nullable: true })
  modelVersion!: string | null;
}
