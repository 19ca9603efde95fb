ALTER TABLE files ADD COLUMN owner_id uuid REFERENCES profiles (id);
