-- the worklist's filter by state, and its counts, without reading every row
CREATE INDEX image_state ON image (state, number);
-- the retention's search
CREATE INDEX image_uploaded_at ON image (uploaded_at);
