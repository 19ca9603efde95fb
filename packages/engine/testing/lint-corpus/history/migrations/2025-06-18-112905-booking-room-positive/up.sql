ALTER TABLE bookings ADD CONSTRAINT bookings_room_positive CHECK (room > 0);
