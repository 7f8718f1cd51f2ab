import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What similar messages have in common. */
@Entity('templates')
export class TemplateEntity {
  /** The id of the first form of its kind; it stays when the text becomes more general. */
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'templates_pkey' })
  id!: string;

  @Column({ type: 'text' })
  template!: string;

  @Column({ name: 'first_seen', type: 'timestamptz' })
  firstSeen!: Date;

  /** Set when it turned out to be the same as another one; its forms then belong to that one. */
  @Column({ name: 'merged_into', type: 'uuid', nullable: true })
  mergedInto!: string | null;
}
