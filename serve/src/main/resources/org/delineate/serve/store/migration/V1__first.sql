CREATE TABLE account (
    id CHAR(32) PRIMARY KEY,
    name VARCHAR(64) NOT NULL UNIQUE,
    role VARCHAR(16) NOT NULL,
    password VARCHAR(256) NOT NULL,
    must_change BOOLEAN NOT NULL,
    disabled BOOLEAN NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL
);

CREATE TABLE session (
    token_hash CHAR(64) PRIMARY KEY,
    account CHAR(32) NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    csrf CHAR(32) NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    seen_at TIMESTAMP WITH TIME ZONE NOT NULL
);

CREATE TABLE image (
    number BIGINT GENERATED ALWAYS AS IDENTITY,
    id CHAR(32) PRIMARY KEY,
    name VARCHAR(255) NOT NULL,
    state VARCHAR(16) NOT NULL,
    sha256 CHAR(64) NOT NULL,
    uploaded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    uploaded_by VARCHAR(64) NOT NULL,
    format VARCHAR(8) NOT NULL,
    width INT NOT NULL,
    height INT NOT NULL,
    frames INT NOT NULL,
    grey BOOLEAN NOT NULL,
    bits INT NOT NULL,
    frames_per_second DOUBLE PRECISION,
    patient_key CHAR(32),
    patient_label VARCHAR(255),
    study VARCHAR(64),
    modality VARCHAR(16)
);

CREATE INDEX image_number ON image (number);
CREATE INDEX image_patient ON image (patient_key);

CREATE TABLE segmentation (
    id CHAR(32) PRIMARY KEY,
    image CHAR(32) NOT NULL REFERENCES image (id) ON DELETE CASCADE,
    frame INT NOT NULL,
    version INT NOT NULL,
    based_on CHAR(32),
    maker VARCHAR(8) NOT NULL,
    maker_name VARCHAR(128) NOT NULL,
    model_hash CHAR(64),
    tool VARCHAR(64),
    denoise VARCHAR(32),
    focus VARCHAR(128),
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    lesion_count INT NOT NULL,
    uncertainty DOUBLE PRECISION,
    doubt VARCHAR(32),
    mask ${bytes} NOT NULL,
    heat ${bytes},
    lesions ${bytes} NOT NULL,
    UNIQUE (image, frame, version)
);

CREATE TABLE reading (
    image CHAR(32) PRIMARY KEY REFERENCES image (id) ON DELETE CASCADE,
    segmentation CHAR(32) REFERENCES segmentation (id),
    descriptors VARCHAR(4000) NOT NULL,
    category VARCHAR(8),
    comment VARCHAR(4000) NOT NULL,
    revision INT NOT NULL,
    signed_by VARCHAR(64),
    signed_at TIMESTAMP WITH TIME ZONE
);

CREATE TABLE audit (
    number BIGINT PRIMARY KEY,
    at VARCHAR(32) NOT NULL,
    account VARCHAR(64) NOT NULL,
    action VARCHAR(32) NOT NULL,
    object VARCHAR(64) NOT NULL,
    detail VARCHAR(1000) NOT NULL,
    hash CHAR(64) NOT NULL
);

-- one row: whoever appends to the audit log locks it first, so that the chain has no fork
CREATE TABLE audit_end (number BIGINT NOT NULL, hash CHAR(64) NOT NULL);
INSERT INTO audit_end (number, hash) VALUES (0, '0000000000000000000000000000000000000000000000000000000000000000');
