ALTER TABLE pages ADD COLUMN template_id bigint;
ALTER TABLE pages ADD CONSTRAINT pages_template_fkey FOREIGN KEY (template_id) REFERENCES pages (id) NOT ENFORCED;
